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
/// Decrypts data units (clause 6.3.4) with one sender's keys: AES-128, SM4 and RSA. The standard names no mode for the block ciphers, so it is configured:
/// ECB, or CBC with an initial vector. Padding is PKCS#7; RSA is PKCS#1 v1.5, block by block. A data unit without a key, SM2 included, stays as it is.
/// Safe for use by several threads at once.
/// </summary>
public sealed class DataUnitCipher
{
    private const int BlockLength = 16;

    /// <summary>The AES-128 key, 16 bytes; null for none.</summary>
    public byte[]? AesKey { get; init; }

    /// <summary>The SM4 key, 16 bytes; null for none.</summary>
    public byte[]? Sm4Key { get; init; }

    /// <summary>The RSA private key, PKCS#8 DER; null for none.</summary>
    public byte[]? RsaPrivateKey { get; init; }

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
        try
        {
            var data = frame.Data.ToArray();
            var plain = frame.Encryption switch
            {
                Encryption.Aes128 when AesKey is { } key => DecryptAes(key, data),
                Encryption.Sm4 when Sm4Key is { } key => DecryptSm4(key, data),
                Encryption.Rsa when RsaPrivateKey is { } key => DecryptRsa(key, data),
                _ => null,
            };
            if (plain is not null && plain.Length <= FrameView.MaxDataLength)
                return Compose(frame, plain);
            error = Failure($"there is no key for encryption 0x{(byte)frame.Encryption:x2}");
        }
        catch (Exception failure) when (failure is CryptographicException or CryptoException)
        {
            error = Failure($"the data unit is not one of the key for encryption 0x{(byte)frame.Encryption:x2}");
        }
        return null;
    }

    private static DecodeError Failure(string detail) => new(DecodeErrorCode.Encrypted, FrameView.HeaderLength, detail);

    private byte[] DecryptAes(byte[] key, byte[] data)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return InitialVector is null ? DecryptEcb(aes, data) : aes.DecryptCbc(data, InitialVector);
    }

    // The mode is the counterpart's choice, not ours; the block mode leaks equal blocks, which is why CBC can be set.
    private static byte[] DecryptEcb(Aes aes, byte[] data) => aes.DecryptEcb(data, PaddingMode.PKCS7);

    private byte[] DecryptSm4(byte[] key, byte[] data)
    {
        if (data.Length == 0 || data.Length % BlockLength != 0)
            throw new CryptographicException("The data is not made of whole blocks.");
        IBlockCipher mode = InitialVector is null ? new SM4Engine() : new CbcBlockCipher(new SM4Engine());
        var cipher = new PaddedBufferedBlockCipher(mode, new Pkcs7Padding());
        ICipherParameters parameters = new KeyParameter(key);
        cipher.Init(forEncryption: false, InitialVector is null ? parameters : new ParametersWithIV(parameters, InitialVector));
        return cipher.DoFinal(data);
    }

    private static byte[] DecryptRsa(byte[] key, byte[] data)
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key, out _);
        var block = rsa.KeySize / 8;
        if (data.Length == 0 || data.Length % block != 0)
            throw new CryptographicException("The data is not made of whole blocks.");
        return [.. data.Chunk(block).SelectMany(chunk => rsa.Decrypt(chunk, RSAEncryptionPadding.Pkcs1))];
    }

    private static byte[] Compose(FrameView frame, byte[] plain)
    {
        byte[] result = [.. frame.Bytes[..FrameView.HeaderLength], .. plain, 0];
        result[21] = (byte)Encryption.None;
        BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(22), (ushort)plain.Length);
        result[^1] = CheckCode.Of(result.AsSpan(2..^1));
        return result;
    }
}
