using System.Buffers;
using Twins.Protocols.Gbt32960;

namespace Twins.Silo.Intake;

/// <summary>
/// How a frame is to be answered by what can be read of it (GB/T 32960.3, 6.3.2): a platform resends what is answered with an error, and deletes what is answered with success. A value
/// out of its range is no error of structure. One walk over the data unit, without allocation where the frame is in one piece.
/// </summary>
internal static class FrameStructure
{
    /// <summary>Success, StructureError, or DecryptionError for a report that is still encrypted.</summary>
    public static AnswerFlag OfReport(ReadOnlySequence<byte> frame, CustomUnits custom)
    {
        if (!FrameView.TryCreate(frame.IsSingleSegment ? frame.FirstSpan : frame.ToArray(), custom, out var view)) return AnswerFlag.StructureError;
        if (view.IsEncrypted) return AnswerFlag.DecryptionError;
        if (!view.TryGetTime(out _)) return AnswerFlag.StructureError;
        var units = view.Units;
        while (units.MoveNext())
        {
        }

        return units.Error == DecodeErrorCode.None ? AnswerFlag.Success : AnswerFlag.StructureError;
    }

    /// <summary>Success, StructureError for one whose lists are not whole, DecryptionError for one that is still encrypted, Error for one without a time.</summary>
    public static AnswerFlag OfLogin(ReadOnlySpan<byte> frame)
    {
        if (!FrameView.TryCreate(frame, out var view)) return AnswerFlag.Error;
        if (view.IsEncrypted) return AnswerFlag.DecryptionError;
        if (!view.TryGetTime(out _)) return AnswerFlag.Error;
        return VehicleLogin.TryRead(view, out _, out _) ? AnswerFlag.Success : AnswerFlag.StructureError;
    }

    /// <summary>The flag as the frame's edition has it: 2016 knows of all errors but one only that they are errors.</summary>
    public static AnswerFlag InEdition(ReadOnlySequence<byte> frame, AnswerFlag flag) =>
        AnswerFlags.IsKnown(FrameHeader.Read(frame).Edition, flag) ? flag : AnswerFlag.Error;
}
