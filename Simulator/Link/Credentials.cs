namespace Twins.Simulator.Link;

/// <summary>User name and password of a platform login (0x05).</summary>
internal sealed record Credentials(string User, string Password)
{
    private const int MostUserCharacters = 12, MostPasswordCharacters = 20;

    /// <summary>Reads <c>USER:PASSWORD</c>, or <c>USER</c> with the password from an environment variable, which other users of the machine cannot see.</summary>
    /// <param name="login">Null for no login.</param>
    /// <param name="passwordVariable">Name of the environment variable, or null.</param>
    /// <exception cref="UsageException">A part is missing, there twice, or longer than the login frame holds.</exception>
    internal static Credentials? Parse(string? login, string? passwordVariable)
    {
        if (login is null)
            return passwordVariable is null ? null : throw new UsageException("--password-env needs --login USER.");
        var colon = login.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 == passwordVariable is not null)
            throw new UsageException("Write --login USER:PASSWORD, or --login USER with --password-env NAME.");
        var password = passwordVariable is null
            ? login[(colon + 1)..]
            : Environment.GetEnvironmentVariable(passwordVariable) ?? throw new UsageException($"The environment variable {passwordVariable} that --password-env names is not set.");
        var user = passwordVariable is null ? login[..colon] : login;
        if (user.Contains(' ', StringComparison.Ordinal) || !Fits(user, MostUserCharacters) || !Fits(password, MostPasswordCharacters))
            throw new UsageException($"A platform login holds a user name of 1 to {MostUserCharacters} ASCII characters without spaces, and a password of 1 to {MostPasswordCharacters} ASCII characters.");
        return new Credentials(user, password);
    }

    /// <summary>Keeps the password out of messages and logs.</summary>
    public override string ToString() => User;

    private static bool Fits(string text, int most) => text.Length is > 0 && text.Length <= most && text.All(c => c is >= ' ' and <= '~');
}
