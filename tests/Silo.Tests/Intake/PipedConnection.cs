using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Twins.Silo.Tests.Intake;

/// <summary>A connection whose other end is a test; the answers that nobody reads fill it up soon.</summary>
internal sealed class PipedConnection : ConnectionContext
{
    private const int PauseBytes = 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly Pipe _toSilo = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _toClient = new(new PipeOptions(pauseWriterThreshold: PauseBytes, resumeWriterThreshold: PauseBytes / 2));

    public PipedConnection()
    {
        Transport = new Ends(_toSilo.Reader, _toClient.Writer);
        Client = new Ends(_toClient.Reader, _toSilo.Writer);
    }

    public IDuplexPipe Client { get; }

    public string Reason { get; private set; } = "";

    public override string ConnectionId { get; set; } = "test";

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        Reason = abortReason.Message;
        _toSilo.Writer.Complete(abortReason);
        _toClient.Reader.Complete(abortReason);
    }

    /// <summary>Command and flag of the next answer.</summary>
    public async Task<(int Command, int Flag)> AnswerAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var read = await _toClient.Reader.ReadAtLeastAsync(25, patience.Token);
        var header = read.Buffer.Slice(0, 24).ToArray();
        _toClient.Reader.AdvanceTo(read.Buffer.GetPosition(25 + (header[22] << 8) + header[23]));
        return (header[2], header[3]);
    }

    /// <summary>Returns when so much is on its way to the client that the silo waits for him to read.</summary>
    public async Task FullAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var read = await _toClient.Reader.ReadAtLeastAsync(PauseBytes, patience.Token);
        _toClient.Reader.AdvanceTo(read.Buffer.Start);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
