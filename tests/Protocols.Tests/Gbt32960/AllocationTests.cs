using System.Buffers;
using Twins.Protocols.Gbt32960;

namespace Twins.Protocols.Tests.Gbt32960;

/// <summary>Framing and reading in place allocate nothing, whatever the unit.</summary>
public class AllocationTests
{
    [Fact]
    public void Framing_and_reading_a_report_allocates_nothing()
    {
        foreach (var frame in new[] { Samples.Report(Edition.V2016), Samples.Report(Edition.V2025), Hydrogen() })
        {
            Walk(frame, 100);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Walk(frame, 1000);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    private static readonly Framer Framer = new();

    private static double Walk(byte[] bytes, int times)
    {
        double sum = 0;
        for (var i = 0; i < times; i++)
        {
            var buffer = new ReadOnlySequence<byte>(bytes);
            if (Framer.TryRead(ref buffer, out var found) != FrameVerdict.Frame || !FrameView.TryCreate(found.FirstSpan, out var frame) || !frame.TryGetTime(out var time))
                throw new InvalidOperationException("The sample is no frame.");
            sum += time.Second;
            var units = frame.Units;
            while (units.MoveNext())
                sum += Touching.TouchUnit(units.Kind, units.Edition, units.Body);
            if (SignatureUnit.TryFind(frame, out var signature))
                sum += signature.R.Length;
        }
        return sum;
    }

    private static byte[] Hydrogen()
    {
        var buffer = new byte[1024];
        var writer = FrameWriter.Report(buffer, Edition.V2025, Command.Realtime, Samples.Vin, Samples.Time);
        writer.FuelCell(new HydrogenValues(65, 1, 0.01, 2, 35, 3, DcdcState.Working, 80, 40));
        writer.FuelCellStacks([new FuelCellStackValues(1, 300, 100, 120, 80, 30, new Reading[] { 60, 61 })]);
        writer.Supercapacitor(1, 54, 10, [2.7, 2.7], [20, 21]);
        writer.SupercapacitorExtremes(new Extreme(1, 1, 2.7), new Extreme(1, 2, 2.6), new Extreme(1, 1, 30), new Extreme(1, 2, 20));
        writer.Alarm(4, 1u << 23, new FaultCodes { Battery = [1] }, [new(23, 4)]);
        writer.Signature(SignatureAlgorithm.Sm2, new byte[32], new byte[32]);
        return buffer[..writer.Finish()];
    }
}
