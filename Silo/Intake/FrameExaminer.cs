using System.Buffers;
using System.Collections.Frozen;
using Twins.Grains.Vehicles;
using Twins.Protocols.Gbt32960;
using Twins.Protocols.Security;

namespace Twins.Silo.Intake;

/// <summary>A frame as it goes into the log: the note, then the frame, decrypted where that was possible.</summary>
internal readonly record struct ExaminedFrame(byte[] Payload)
{
    public ReadOnlySequence<byte> Frame => new(Payload, FrameNote.Length, Payload.Length - FrameNote.Length);
}

/// <summary>
/// Decrypts data units and verifies signatures before a frame goes into the log, by keys that only the intake has (decision 3). A frame of which there is nothing to say, and that is
/// almost all, costs one look at its header.
/// </summary>
internal sealed class FrameExaminer
{
    private readonly FrozenDictionary<string, DataUnitCipher> _ciphers;
    private readonly FrozenDictionary<string, SignatureKey> _register;
    private readonly FrozenDictionary<string, CustomUnits> _custom;

    /// <exception cref="ConfigurationException">A key cannot be used.</exception>
    public FrameExaminer(IntakeOptions options)
    {
        _ciphers = IntakeKeys.ReadCiphers(options.Gbt32960.Keys);
        _register = IntakeKeys.ReadRegister(options.Gbt32960.PublicKeys);
        _custom = options.Accounts.Where(account => account.CustomUnits != CustomUnits.Opaque)
            .ToFrozenDictionary(account => account.Name, account => account.CustomUnits, StringComparer.Ordinal);
    }

    /// <summary>What is to be said of a frame; null where there is nothing, and it goes into the log as it is.</summary>
    /// <param name="sender">The account that sent it, or the VIN of a terminal without one.</param>
    /// <param name="header">Its header.</param>
    /// <param name="frame">The whole frame.</param>
    public ExaminedFrame? Examine(string sender, FrameHeader header, in ReadOnlySequence<byte> frame)
    {
        var custom = _custom.GetValueOrDefault(sender);
        var key = header is { IsReport: true, Edition: Edition.V2025 } ? _register.GetValueOrDefault(header.Id) : null;
        var cipher = header.IsEncrypted ? CipherOf(sender) : null;
        if (custom == CustomUnits.Opaque && key is null && cipher is null) return null;

        var bytes = frame.ToArray();
        if (!FrameView.TryCreate(bytes, out var view)) return null;
        var decrypted = cipher?.TryDecrypt(view, out _);
        if (decrypted is not null) FrameView.TryCreate(decrypted, out view);
        SignatureVerdict? verdict = key is null || view.IsEncrypted ? null : ReportSignature.Verify(view, key);
        var note = new FrameNote(custom, header.Encryption, IsWrongKey: cipher is not null && decrypted is null && cipher.HasKey(header.Encryption), verdict);
        var payload = new byte[FrameNote.Length + view.Bytes.Length];
        note.Write(payload);
        view.Bytes.CopyTo(payload.AsSpan(FrameNote.Length));
        return new ExaminedFrame(payload);
    }

    /// <summary>What a sender's custom units mean.</summary>
    public CustomUnits CustomUnitsOf(string sender) => _custom.GetValueOrDefault(sender);

    /// <summary>A frame decrypted where its sender has a key; the bytes as they are otherwise.</summary>
    public byte[] Decrypt(string sender, FrameHeader header, in ReadOnlySequence<byte> frame)
    {
        var bytes = frame.ToArray();
        return header.IsEncrypted && CipherOf(sender) is { } cipher && FrameView.TryCreate(bytes, out var view) ? cipher.TryDecrypt(view, out _) ?? bytes : bytes;
    }

    private DataUnitCipher? CipherOf(string sender) => _ciphers.GetValueOrDefault(sender) ?? _ciphers.GetValueOrDefault(IntakeKeys.AnySender);
}
