namespace Twins.Silo.Reminded;

/// <summary>A grain that says when it is reminded.</summary>
[Alias("Reminded.IRemindedGrain")]
public interface IRemindedGrain : IGrainWithStringKey
{
    /// <summary>Registers its reminder.</summary>
    [Alias("Register")]
    Task Register();
}

/// <inheritdoc/>
public sealed class RemindedGrain : Grain, IRemindedGrain, IRemindable
{
    /// <summary>From tick to tick.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public Task Register() => this.RegisterOrUpdateReminder("wake", Period, Period);

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Console.WriteLine($"tick {this.GetPrimaryKeyString()} {reminderName} {status.FirstTickTime.Ticks}");
        return Task.CompletedTask;
    }
}
