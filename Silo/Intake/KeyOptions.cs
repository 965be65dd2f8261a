namespace Twins.Silo.Intake;

/// <summary>One of <c>Twins:Intake:Gbt32960:Keys</c>: what a sender's data units are decrypted with. Secrets: never logged, never in a message.</summary>
internal sealed class KeyOptions
{
    /// <summary>Whose: a platform's or terminal's account name, or * for all others.</summary>
    public string Sender { get; set; } = "";

    /// <summary>AES-128 key, 32 hexadecimal digits.</summary>
    public string? Aes128 { get; set; }

    /// <summary>SM4 key, 32 hexadecimal digits.</summary>
    public string? Sm4 { get; set; }

    /// <summary>SM2 private key, 64 hexadecimal digits.</summary>
    public string? Sm2 { get; set; }

    /// <summary>A PEM file with an RSA private key that has no password.</summary>
    public string? RsaFile { get; set; }

    /// <summary>Initial vector of AES and SM4, 32 hexadecimal digits, for CBC; without it they are used block by block (ECB).</summary>
    public string? InitialVector { get; set; }
}
