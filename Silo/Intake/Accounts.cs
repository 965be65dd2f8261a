using System.Collections.Frozen;
using Microsoft.AspNetCore.Identity;

namespace Twins.Silo.Intake;

/// <summary>Who may send. Passwords are kept as PBKDF2 hashes (ASP.NET Core Identity, version 3).</summary>
internal sealed class Accounts
{
    // A hash costs a processor some ten milliseconds: whoever tries passwords gets one of them to himself at most, and reports the others.
    private static readonly SemaphoreSlim s_verifying = new(1);
    private static readonly PasswordHasher<AccountOptions> s_hasher = new();
    private static readonly AccountOptions s_nobody = new() { PasswordHash = s_hasher.HashPassword(new AccountOptions(), Guid.NewGuid().ToString()) };
    private readonly FrozenDictionary<string, AccountOptions> _platforms;
    private readonly FrozenSet<string> _terminals;

    /// <exception cref="ConfigurationException">An account has no name, a platform no hash, or a name stands twice.</exception>
    public Accounts(IEnumerable<AccountOptions> accounts)
    {
        var all = accounts.ToArray();
        foreach (var account in all)
        {
            if (account.Name.Length == 0) throw new ConfigurationException("Twins:Intake:Accounts holds an account without a Name; give it one.");
            if (account.Platform && string.IsNullOrEmpty(account.PasswordHash))
                throw new ConfigurationException($"Twins:Intake:Accounts: the platform '{account.Name}' has no PasswordHash; make one with './twins password'.");
        }

        if (all.GroupBy(account => account.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ConfigurationException($"Twins:Intake:Accounts names '{twice.Key}' twice; keep one.");
        _platforms = all.Where(account => account.Platform).ToFrozenDictionary(account => account.Name, StringComparer.Ordinal);
        _terminals = all.Where(account => !account.Platform).Select(account => account.Name).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Whether a VIN is that of a terminal that may connect by itself.</summary>
    public bool IsTerminal(string vin) => _terminals.Contains(vin);

    /// <summary>The platform of that name and password; null for any other. An unknown name takes as long as a wrong password.</summary>
    public async Task<AccountOptions?> FindPlatformAsync(string name, string password, CancellationToken cancellationToken)
    {
        var account = _platforms.GetValueOrDefault(name) ?? s_nobody;
        await s_verifying.WaitAsync(cancellationToken);
        try
        {
            var verdict = s_hasher.VerifyHashedPassword(account, account.PasswordHash!, password);
            return verdict != PasswordVerificationResult.Failed && account != s_nobody ? account : null;
        }
        finally
        {
            s_verifying.Release();
        }
    }

    /// <summary>A hash for <see cref="AccountOptions.PasswordHash"/>.</summary>
    public static string Hash(string password) => s_hasher.HashPassword(s_nobody, password);
}
