using System.Buffers.Binary;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Paddings;
using Org.BouncyCastle.Crypto.Parameters;
using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Security;

/// <summary>
/// Decrypts and encrypts data units (clause 6.3.4) with one sender's keys: AES-128, SM4, RSA and SM2. The standard names no mode for the block ciphers, so it is configured:
/// ECB, or CBC with an initial vector; their padding is PKCS#7. RSA is PKCS#1 v1.5, block by block. SM2 (GB/T 32918.4) is C1 C3 C2, C1 uncompressed, whole. A data unit without a key
/// stays as it is. Safe for use by several threads at once.
/// </summary>
public sealed class DataUnitCipher
{
    private const int BlockLength = 16, RsaPadding = 11;

    /// <summary>The AES-128 key, 16 bytes; null for none.</summary>
    public byte[]? AesKey { get; init; }

    /// <summary>The SM4 key, 16 bytes; null for none.</summary>
    public byte[]? Sm4Key { get; init; }

    /// <summary>The RSA private key, PKCS#8 DER; null for none.</summary>
    public byte[]? RsaPrivateKey { get; init; }

    /// <summary>The SM2 private key, 32 bytes; null for none.</summary>
    public byte[]? Sm2PrivateKey { get; init; }

    /// <summary>The initial vector of CBC, 16 bytes; null for ECB.</summary>
    public byte[]? InitialVector { get; init; }

    /// <summary>
    /// The frame with its data unit decrypted, encryption byte 01 and a check code anew. Null, with the reason as an error of the frame, when there is no key or the
    /// data is not that of the key; a frame that is not encrypted comes back as it is.
    /// </summary>
    public byte[]? TryDecrypt(FrameView frame, out DecodeError error)
    {
        error = default;
        if (!frame.IsEncrypted)
            return frame.Bytes.ToArray();
        if (!HasKey(frame.Encryption))
        {
            error = Failure($"there is no key for encryption 0x{(byte)frame.Encryption:x2}");
            return null;
        }
        try
        {
            var plain = Decrypt(frame.Encryption, frame.Data.ToArray());
            if (plain.Length <= FrameView.MaxDataLength)
                return Compose(frame, Encryption.None, plain);
        }
        // The library that does SM2 and SM4 reads what it is given as points and lengths, and says in many ways that it cannot.
        catch (Exception failure) when (failure is CryptographicException or CryptoException or ArgumentException or ArithmeticException or InvalidOperationException or IndexOutOfRangeException or IOException)
        {
        }
        error = Failure($"the data unit is not one of the key for encryption 0x{(byte)frame.Encryption:x2}");
        return null;
    }

    /// <summary>The frame with its data unit encrypted by the key of a kind, which must be there. For RSA and SM2 the public half of the private key is used.</summary>
    /// <exception cref="InvalidOperationException">There is no key of this kind, or the frame is encrypted already.</exception>
    /// <exception cref="ArgumentException">The encrypted data unit would be longer than a frame can be.</exception>
    public byte[] Encrypt(FrameView frame, Encryption encryption)
    {
        if (frame.IsEncrypted || !HasKey(encryption))
            throw new InvalidOperationException(frame.IsEncrypted ? "The frame is encrypted already." : $"There is no key for encryption 0x{(byte)encryption:x2}.");
        var data = frame.Data.ToArray();
        var encrypted = encryption switch
        {
            Encryption.Aes128 => UseAes(AesKey!, aes => InitialVector is null ? aes.EncryptEcb(data, PaddingMode.PKCS7) : aes.EncryptCbc(data, InitialVector)),
            Encryption.Sm4 => UseSm4(Sm4Key!, data, encrypt: true),
            Encryption.Rsa => UseRsa(RsaPrivateKey!, rsa => InBlocks(data, rsa.KeySize / 8 - RsaPadding, block => rsa.Encrypt(block, RSAEncryptionPadding.Pkcs1))),
            _ => Sm2.Encrypt(Sm2PrivateKey!, data),
        };
        return encrypted.Length <= FrameView.MaxDataLength
            ? Compose(frame, encryption, encrypted)
            : throw new ArgumentException($"The encrypted data unit has {encrypted.Length} bytes, at most {FrameView.MaxDataLength} are allowed.", nameof(frame));
    }

    /// <summary>Whether there is a key for data units that are encrypted so.</summary>
    public bool HasKey(Encryption encryption) => encryption switch
    {
        Encryption.Aes128 => AesKey is not null,
        Encryption.Sm4 => Sm4Key is not null,
        Encryption.Rsa => RsaPrivateKey is not null,
        Encryption.Sm2 => Sm2PrivateKey is not null,
        _ => false,
    };

    private static DecodeError Failure(string detail) => new(DecodeErrorCode.Encrypted, FrameView.HeaderLength, detail);

    private byte[] Decrypt(Encryption encryption, byte[] data) => encryption switch
    {
        Encryption.Aes128 => UseAes(AesKey!, aes => InitialVector is null ? DecryptEcb(aes, data) : aes.DecryptCbc(data, InitialVector)),
        Encryption.Sm4 => UseSm4(Sm4Key!, data, encrypt: false),
        Encryption.Rsa => UseRsa(RsaPrivateKey!, rsa => data.Length > 0 && data.Length % (rsa.KeySize / 8) == 0
            ? InBlocks(data, rsa.KeySize / 8, block => rsa.Decrypt(block, RSAEncryptionPadding.Pkcs1))
            : throw new CryptographicException("The data is not made of whole blocks.")),
        _ => Sm2.Decrypt(Sm2PrivateKey!, data),
    };

    // The mode is the counterpart's choice, not ours; the block mode leaks equal blocks, which is why CBC can be set.
    private static byte[] DecryptEcb(Aes aes, byte[] data) => aes.DecryptEcb(data, PaddingMode.PKCS7);

    private static byte[] UseAes(byte[] key, Func<Aes, byte[]> use)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return use(aes);
    }

    private byte[] UseSm4(byte[] key, byte[] data, bool encrypt)
    {
        if (!encrypt && (data.Length == 0 || data.Length % BlockLength != 0))
            throw new CryptographicException("The data is not made of whole blocks.");
        IBlockCipher mode = InitialVector is null ? new SM4Engine() : new CbcBlockCipher(new SM4Engine());
        var cipher = new PaddedBufferedBlockCipher(mode, new Pkcs7Padding());
        ICipherParameters parameters = new KeyParameter(key);
        cipher.Init(encrypt, InitialVector is null ? parameters : new ParametersWithIV(parameters, InitialVector));
        return cipher.DoFinal(data);
    }

    private static byte[] UseRsa(byte[] key, Func<RSA, byte[]> use)
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key, out _);
        return use(rsa);
    }

    private static byte[] InBlocks(byte[] data, int length, Func<byte[], byte[]> use) => [.. data.Chunk(length).SelectMany(use)];

    private static byte[] Compose(FrameView frame, Encryption encryption, byte[] data)
    {
        byte[] result = [.. frame.Bytes[..FrameView.HeaderLength], .. data, 0];
        result[FrameView.EncryptionOffset] = (byte)encryption;
        BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(FrameView.EncryptionOffset + 1), (ushort)data.Length);
        result[^1] = CheckCode.Of(result.AsSpan(2..^1));
        return result;
    }
}
