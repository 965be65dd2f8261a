using System.CommandLine;
using Twins.Silo.Intake;

namespace Twins.Silo.Hosting;

/// <summary><c>password</c>: one line of standard input becomes a hash for an account.</summary>
internal static class PasswordCommand
{
    /// <summary>What a platform login has room for (GB/T 32960.3, platform login).</summary>
    private const int MaxLength = 20;

    public static Command Create()
    {
        var command = new Command("password", "Reads a password from standard input and prints its hash for Twins:Intake:Accounts.");
        command.SetAction(_ => Run(Console.In.ReadLine()));
        return command;
    }

    private static int Run(string? password)
    {
        if (password is not { Length: > 0 and <= MaxLength })
            throw new ConfigurationException($"A password has 1 to {MaxLength} characters; write it on standard input, one line.");
        Console.Out.WriteLine(Accounts.Hash(password));
        return 0;
    }
}
