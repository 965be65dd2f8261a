using Microsoft.Extensions.Time.Testing;

namespace Twins.Grains.Tests.Support;

/// <summary>A clock whose wall can be stepped without its monotonic side noticing, as an operator or NTP does it.</summary>
internal sealed class SteppingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private TimeSpan _step;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _step;

    public override long GetTimestamp() => base.GetUtcNow().UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Step(TimeSpan by) => _step += by;
}
