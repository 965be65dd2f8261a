using Twins.Protocols.Gbt32960.Tables;

namespace Twins.Protocols.Gbt32960;

public ref partial struct FrameWriter
{
    /// <summary>Appends the fuel-cell stacks (unit 30 of 2025), at most 253.</summary>
    public void FuelCellStacks(scoped ReadOnlySpan<FuelCellStackValues> stacks)
    {
        RequireV2025("stacks");
        TakeList(0x30, stacks.Length, 253);
        foreach (ref readonly var stack in stacks)
        {
            var head = Take(StackTable.CoolantTemperaturesC.Offset);
            StackTable.Number.Put(head, stack.Number);
            StackTable.VoltageV.Put(head, stack.VoltageV);
            StackTable.CurrentA.Put(head, stack.CurrentA);
            StackTable.HydrogenInletPressureKpa.Put(head, stack.HydrogenInletPressureKpa);
            StackTable.AirInletPressureKpa.Put(head, stack.AirInletPressureKpa);
            StackTable.AirInletTemperatureC.Put(head, stack.AirInletTemperatureC);
            PutSeries(StackTable.CoolantTemperaturesC, stack.CoolantOutletTemperaturesC.Span);
        }
    }

    /// <summary>Appends one supercapacitor (unit 31 of 2025).</summary>
    /// <param name="system">Its number, 1 to 253.</param>
    /// <param name="voltageV">Voltage.</param>
    /// <param name="currentA">Current, positive while discharging.</param>
    /// <param name="voltagesV">The cells' voltages.</param>
    /// <param name="temperaturesC">The probes' temperatures.</param>
    public void Supercapacitor(
        int system, Reading voltageV, Reading currentA, scoped ReadOnlySpan<Reading> voltagesV, scoped ReadOnlySpan<Reading> temperaturesC)
    {
        RequireV2025("supercapacitors");
        var head = TakeUnit(0x31, SupercapacitorTable.Cells.Offset);
        SupercapacitorTable.System.Put(head, system);
        SupercapacitorTable.VoltageV.Put(head, voltageV);
        SupercapacitorTable.CurrentA.Put(head, currentA);
        PutSeries(SupercapacitorTable.VoltagesV, voltagesV);
        PutSeries(SupercapacitorTable.TemperaturesC, temperaturesC);
    }

    /// <summary>Appends the extremes of all supercapacitors (unit 32 of 2025).</summary>
    public void SupercapacitorExtremes(in Extreme maxCell, in Extreme minCell, in Extreme maxProbe, in Extreme minProbe)
    {
        RequireV2025("supercapacitors");
        PutExtremes(0x32, ExtremesTable.Supercapacitors, maxCell, minCell, maxProbe, minProbe);
    }

    private readonly void RequireV2025(string what)
    {
        if (!Is2025)
            throw new InvalidOperationException($"The 2016 edition has no {what}.");
    }

    private void PutExtremes(byte type, ExtremesTable table, in Extreme maxCell, in Extreme minCell, in Extreme maxProbe, in Extreme minProbe)
    {
        var body = TakeUnit(type, table.Layout.FixedLength);
        table.MaxCell.Put(body[table.Groups[0].Offset..], maxCell);
        table.MinCell.Put(body[table.Groups[1].Offset..], minCell);
        table.MaxProbe.Put(body[table.Groups[2].Offset..], maxProbe);
        table.MinProbe.Put(body[table.Groups[3].Offset..], minProbe);
    }
}
