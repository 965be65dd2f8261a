using System.Globalization;

namespace Twins.Simulator.Link;

/// <summary>What went over one connection or, in a fleet, over one after another. Counted by the sending and the reading side at once.</summary>
internal sealed class LinkCounts
{
    private long _sent, _answered, _errors;

    /// <summary>Frames handed to the connection; logins and logouts of the platform itself are not among them.</summary>
    internal long Sent => Volatile.Read(ref _sent);

    /// <summary>Frames that came back with an answer flag; the answer to the platform's own login and logout are not among them.</summary>
    internal long Answered => Volatile.Read(ref _answered);

    /// <summary>Answers with another flag than success, and connections that failed.</summary>
    internal long Errors => Volatile.Read(ref _errors);

    internal void AddSent(long frames) => Interlocked.Add(ref _sent, frames);

    internal void AddAnswer(bool success)
    {
        Interlocked.Increment(ref _answered);
        if (!success)
            Interlocked.Increment(ref _errors);
    }

    internal void AddFailure() => Interlocked.Increment(ref _errors);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"sent={Sent} answered={Answered} errors={Errors}");
}
