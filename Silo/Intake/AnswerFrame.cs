using System.Buffers;
using Twins.Protocols.Gbt32960;

namespace Twins.Silo.Intake;

/// <summary>Answers to frames: the flag changed, of the data unit only the message time (GB/T 32960.3, chapter 6).</summary>
internal static class AnswerFrame
{
    public static byte[] To(ReadOnlySequence<byte> request, AnswerFlag flag, DateTimeOffset serverTime)
    {
        var rented = ArrayPool<byte>.Shared.Rent((int)request.Length);
        try
        {
            request.CopyTo(rented);
            if (!FrameView.TryCreate(rented.AsSpan(0, (int)request.Length), out var frame))
                throw new ArgumentException("Only a whole frame can be answered.", nameof(request));
            Span<byte> answer = stackalloc byte[FrameView.Overhead + BeijingTime.Length];
            return answer[..FrameWriter.Answer(answer, frame, flag, serverTime)].ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
