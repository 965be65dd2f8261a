using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;

namespace Twins.Silo.Intake;

/// <summary>What all connections of the intake share.</summary>
internal sealed record IntakeServices(
    Gbt32960Options Options, Accounts Accounts, IntakeWriter Writer, IntakeConnections Connections, Admission Admission, ReportCounters Counters,
    FrameExaminer Examiner, TimeProvider Time, ILogger<IntakeConnection> Logger, CancellationToken Late);

/// <summary>
/// One connection: finds frames, checks who sends, hands frames to their partitions, and answers as GB/T 32960.3 has it: a platform gets an answer to
/// everything, a terminal to logins, logouts, heartbeats and time requests, and to a report only when it is refused (Annex B).
/// </summary>
internal sealed partial class IntakeConnection
{
    private const int MaxFailedLogins = 3;
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(1);
    private readonly ConnectionContext _connection;
    private readonly IntakeServices _services;
    private readonly ILogger _logger;
    private readonly SenderSession _session;
    private readonly Answers _answers;
    private readonly Framer _framer;
    private readonly Func<string, bool> _isMine;
    private bool _hasWarned;

    public IntakeConnection(ConnectionContext connection, IntakeServices services)
    {
        (_connection, _services, _logger) = (connection, services, services.Logger);
        _session = new SenderSession(
            services.Writer.Incarnation, services.Connections.NextNumber(), services.Options.UnknownSender == UnknownSender.Accept, services.Accounts.IsTerminal);
        _answers = new Answers(connection.Transport.Output, Idle, services.Time);
        _framer = new Framer(services.Options.MaxFrameBytes);
        _isMine = vin => services.Connections.Holds(vin, connection);
    }

    public async Task RunAsync()
    {
        // Not ConnectionClosed: that comes as soon as the sender has sent its last byte, and its bytes are still to be read and answered.
        var stopping = _connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        var answering = SendAnswersAsync();
        try
        {
            await ReadAsync(stopping);
        }
        catch (Exception e) when (IsEndOfConnection(e))
        {
            LogLost(e, _connection.RemoteEndPoint);
        }
        finally
        {
            _answers.Complete();
            await CloseAsync();
        }

        try
        {
            await answering;
        }
        catch (Exception e) when (IsEndOfConnection(e))
        {
            LogLost(e, _connection.RemoteEndPoint);
        }
    }

    private TimeSpan Idle => TimeSpan.FromSeconds(_services.Options.IdleSeconds);

    private async Task SendAnswersAsync()
    {
        try
        {
            await _answers.SendAsync(_services.Late);
        }
        catch (TimeoutException)
        {
            _connection.Abort(new ConnectionAbortedException("Its answers were not read for too long."));
        }
        catch (NotDurableException e)
        {
            // Without this answer its sender will send again; with a later one it would not.
            LogNotDurable(e, _connection.RemoteEndPoint);
            _connection.Abort(new ConnectionAbortedException(e.Message));
        }
        finally
        {
            await _answers.DropAsync();
        }
    }

    private static bool IsEndOfConnection(Exception e) => e is OperationCanceledException or ConnectionAbortedException or IOException or NotDurableException;

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        using var idle = _services.Time.CreateTimer(
            _ => _connection.Abort(new ConnectionAbortedException("No frame came for too long.")), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var input = _connection.Transport.Input;
        for (var (since, left) = (_services.Time.GetTimestamp(), Idle); ;)
        {
            // Counts while it is the sender that is waited for, and not the disk.
            idle.Change(left, Timeout.InfiniteTimeSpan);
            var read = await input.ReadAsync(cancellationToken);
            idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var buffer = read.Buffer;
            var found = false;
            while (_framer.TryRead(ref buffer, out var frame) is var verdict && verdict != FrameVerdict.NeedMore)
            {
                found |= verdict == FrameVerdict.Frame;
                if (!await TakeAsync(verdict, frame, cancellationToken)) return;
            }

            input.AdvanceTo(buffer.Start, read.Buffer.End);
            if (read.IsCompleted) return;
            // Whoever has not logged in may not stay by sending something.
            if (found && _session.IsLoggedIn) since = _services.Time.GetTimestamp();
            left = Idle - _services.Time.GetElapsedTime(since);
            if (left < TimeSpan.Zero) left = TimeSpan.Zero;
        }
    }

    /// <summary>False when the connection is to be closed.</summary>
    private async ValueTask<bool> TakeAsync(FrameVerdict verdict, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        var header = FrameHeader.Read(frame);
        if (header.IsReport) _services.Counters.Received();
        if (verdict != FrameVerdict.Frame)
        {
            if (header.IsReport) _services.Counters.Refused(verdict == FrameVerdict.TooLong ? RefusalReason.Length : RefusalReason.CheckCode, _session.Sender);
            LogRefused(verdict, _connection.RemoteEndPoint, header.Id, _framer.SkippedBytes);
            return verdict != FrameVerdict.Garbage;
        }

        if (!header.IsCommand) return true;
        try
        {
            return await TakeAsync(header, frame, cancellationToken);
        }
        catch (VehicleTakenException e)
        {
            LogLost(e, _connection.RemoteEndPoint);
            _session.VehicleLoggedOut(header.Id);
            if (header.IsReport) await RefuseAsync(RefusalReason.LoginUnknown, frame, cancellationToken);
            return true;
        }
    }

    private async ValueTask<bool> TakeAsync(FrameHeader header, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        switch (header.Command)
        {
            case Command.PlatformLogin:
                return await PlatformLoginAsync(header, frame, cancellationToken);
            case Command.PlatformLogout:
                await AnswerAsync(Task.CompletedTask, frame, LogOutPlatform() ? AnswerFlag.Success : AnswerFlag.Error, cancellationToken);
                return true;
            case Command.VehicleLogin:
                return await VehicleLoginAsync(header, frame, cancellationToken);
            case Command.VehicleLogout:
                await VehicleLogoutAsync(header, frame, cancellationToken);
                return true;
            case Command.Realtime or Command.Reissue:
                await ReportAsync(header, frame, cancellationToken);
                return true;
            case Command.Heartbeat or Command.TimeSync:
                await HeartbeatAsync(header, frame, cancellationToken);
                return true;
            default:
                LogUnhandled(header.Command, header.Id);
                return true;
        }
    }

    private async ValueTask ReportAsync(FrameHeader header, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        GiveUpWhatWasTaken(header.Id);
        if (!header.IsVehicle || _session.ForFrameOf(header.Id) is not { } link)
        {
            await RefuseAsync(RefusalReason.LoginUnknown, frame, cancellationToken);
            return;
        }

        if (Judge(header, link, frame) is { } reason)
        {
            await RefuseAsync(reason, frame, cancellationToken);
            return;
        }

        Own(header.Id, link);
        var (durable, seen) = await AddAsync(header, link, frame, cancellationToken);
        var flag = FrameStructure.OfReport(seen, _services.Examiner.CustomUnitsOf(link.Sender));
        // In the log it is either way: the twin keeps what can be read and says what cannot.
        if (link.Kind == LinkKind.Platform || flag != AnswerFlag.Success) await AnswerAsync(durable, seen, flag, cancellationToken);
        else await _answers.AddAsync(durable, [], cancellationToken);
    }

    /// <summary>Why a report must be refused; null to take it. An encrypted one is decrypted before it is refused: it may carry an alarm.</summary>
    private RefusalReason? Judge(FrameHeader header, LinkSession link, ReadOnlySequence<byte> frame)
    {
        var custom = _services.Examiner.CustomUnitsOf(link.Sender);
        if (_services.Admission.Judge(frame, custom) is not { } reason) return null;
        return header.IsEncrypted ? _services.Admission.Judge(new ReadOnlySequence<byte>(_services.Examiner.Decrypt(link.Sender, header, frame)), custom) : reason;
    }

    private ValueTask RefuseAsync(RefusalReason reason, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        _services.Counters.Refused(reason, _session.Sender);
        var flag = reason == RefusalReason.LoginUnknown ? AnswerFlag.UnknownVin : AnswerFlag.Error;
        return AnswerAsync(Task.CompletedTask, frame, flag, cancellationToken);
    }

    /// <summary>
    /// A heartbeat or time request of a logged-in terminal shows that its vehicle is there, and is kept as that while there is room on the disk. Who has not logged in is not answered.
    /// </summary>
    private async ValueTask HeartbeatAsync(FrameHeader header, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        GiveUpWhatWasTaken(header.Id);
        if (!_session.IsLoggedIn) return;
        var durable = _session.Vehicles.TryGetValue(header.Id, out var link) && !_services.Admission.MustSpareDisk
            ? (await AddAsync(header, link, frame, cancellationToken)).Durable
            : Task.CompletedTask;
        await AnswerAsync(durable, frame, AnswerFlag.Success, cancellationToken);
    }

    /// <summary>Adds a frame to the log, with what there is to say of it; returns it as it now stands, decrypted where that was possible.</summary>
    private async ValueTask<(Task Durable, ReadOnlySequence<byte> Seen)> AddAsync(
        FrameHeader header, LinkSession link, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        WarnOfEncryptionUnset(header);
        var examined = _services.Examiner.Examine(link.Sender, header, frame);
        var (kind, payload) = examined is { } found ? (EntryKind.ExaminedFrame, new ReadOnlySequence<byte>(found.Payload)) : (EntryKind.Frame, frame);
        var isMine = link.Kind == LinkKind.Terminal && header.Command != Command.VehicleLogout ? _isMine : null;
        var durable = await _services.Writer.AddAsync(kind, header.Id, link, payload, header.IsReport, isMine, cancellationToken);
        return (durable, examined?.Frame ?? frame);
    }

    private void WarnOfEncryptionUnset(FrameHeader header)
    {
        if (header.Encryption != Encryption.Unset || _hasWarned) return;
        _hasWarned = true;
        LogEncryptionUnset(header.Id, _connection.RemoteEndPoint);
    }

    private ValueTask AnswerAsync(Task durable, ReadOnlySequence<byte> frame, AnswerFlag flag, CancellationToken cancellationToken) =>
        _answers.AddAsync(durable, AnswerFrame.To(frame, FrameStructure.InEdition(frame, flag), _services.Time.GetUtcNow()), cancellationToken);

    /// <summary>The connection is gone, and with it the links of the terminals that are still on it.</summary>
    private async Task CloseAsync()
    {
        LogOutPlatform();
        var ended = _session.Vehicles.Where(vehicle => _isMine(vehicle.Key)).ToArray();
        foreach (var (vin, _) in ended) _services.Connections.TerminalGone(vin, _connection);
        try
        {
            await Task.WhenAll(ended.Select(vehicle => EndLinkAsync(vehicle.Key, vehicle.Value)));
        }
        catch (OperationCanceledException e)
        {
            LogLost(e, _connection.RemoteEndPoint);
        }
    }

    /// <summary>Of the system itself, never refused, and given up only when the silo stops (R7): a link that never ends would be a vehicle that never falls silent.</summary>
    private async Task EndLinkAsync(string vin, LinkSession link)
    {
        while (true)
        {
            try
            {
                var durable = await _services.Writer.AddAsync(EntryKind.SessionClosed, vin, link, ReadOnlySequence<byte>.Empty, isReport: false, isMine: null, _services.Late);
                await durable.WaitAsync(_services.Late);
                return;
            }
            catch (NotDurableException e)
            {
                LogNotDurable(e, _connection.RemoteEndPoint);
                await Task.Delay(s_retryDelay, _services.Time, _services.Late);
            }
        }
    }
}
