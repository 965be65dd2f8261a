using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Twins.Grains.Fleet;
using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;

namespace Twins.Silo.Intake;

/// <summary>What all connections of the intake share.</summary>
internal sealed record IntakeServices(
    Gbt32960Options Options, Accounts Accounts, IntakeWriter Writer, IntakeConnections Connections, Admission Admission, ReportCounters Counters,
    FrameExaminer Examiner, TimeProvider Time, ILogger<IntakeConnection> Logger);

/// <summary>
/// One connection: finds frames, checks who sends, hands frames to their partitions, and answers as GB/T 32960.3 has it: a platform gets an answer to
/// everything, a terminal to logins, logouts, heartbeats and time requests, and to a report only when it is refused (Annex B).
/// </summary>
internal sealed partial class IntakeConnection
{
    private const int MaxFailedLogins = 3;
    private readonly ConnectionContext _connection;
    private readonly IntakeServices _services;
    private readonly ILogger _logger;
    private readonly SenderSession _session;
    private readonly Answers _answers;
    private readonly Framer _framer;
    private bool _hasWarned;

    public IntakeConnection(ConnectionContext connection, IntakeServices services)
    {
        (_connection, _services, _logger) = (connection, services, services.Logger);
        _session = new SenderSession(
            services.Writer.Incarnation, services.Connections.NextNumber(), services.Options.UnknownSender == UnknownSender.Accept, services.Accounts.IsTerminal);
        _answers = new Answers(connection.Transport.Output);
        _framer = new Framer(services.Options.MaxFrameBytes);
    }

    public async Task RunAsync()
    {
        // Not ConnectionClosed: that comes as soon as the sender has sent its last byte, and its bytes are still to be read and answered.
        var stopping = _connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        var answering = _answers.RunAsync(CancellationToken.None);
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

    private static bool IsEndOfConnection(Exception e) => e is OperationCanceledException or ConnectionAbortedException or IOException;

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        using var idle = _services.Time.CreateTimer(
            _ => _connection.Abort(new ConnectionAbortedException("No frame came for too long.")), null,
            TimeSpan.FromSeconds(_services.Options.IdleSeconds), Timeout.InfiniteTimeSpan);
        var input = _connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            var found = false;
            while (_framer.TryRead(ref buffer, out var frame) is var verdict && verdict != FrameVerdict.NeedMore)
            {
                found |= verdict == FrameVerdict.Frame;
                if (!await TakeAsync(verdict, frame, cancellationToken)) return;
            }

            input.AdvanceTo(buffer.Start, read.Buffer.End);
            if (found) idle.Change(TimeSpan.FromSeconds(_services.Options.IdleSeconds), Timeout.InfiniteTimeSpan);
            if (read.IsCompleted) return;
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
        switch (header.Command)
        {
            case Command.PlatformLogin:
                return await PlatformLoginAsync(header, frame, cancellationToken);
            case Command.PlatformLogout:
                LogOutPlatform();
                await AnswerAsync(Task.CompletedTask, frame, AnswerFlag.Success, cancellationToken);
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

    private async ValueTask<bool> PlatformLoginAsync(FrameHeader header, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        if (AccountOf(header, frame) is { } account)
        {
            LogOutPlatform();
            _session.PlatformLoggedIn(account.Name);
            _services.Connections.PlatformLoggedIn();
            LogPlatformIn(account.Name, _connection.RemoteEndPoint);
            await AnswerAsync(Task.CompletedTask, frame, AnswerFlag.Success, cancellationToken);
            return true;
        }

        _session.LoginFailed();
        LogLoginFailed(_connection.RemoteEndPoint, _session.FailedLogins);
        await AnswerAsync(Task.CompletedTask, frame, AnswerFlag.Error, cancellationToken);
        return _session.FailedLogins < MaxFailedLogins;
    }

    private AccountOptions? AccountOf(FrameHeader header, ReadOnlySequence<byte> frame) =>
        FrameView.TryCreate(_services.Examiner.Decrypt(header.Id, header, frame), out var view) && PlatformLogin.TryRead(view, out var login, out _)
            ? _services.Accounts.FindPlatform(login.UserName, Encoding.UTF8.GetString(login.Password))
            : null;

    /// <summary>A bad login of a terminal is ignored (Annex B); after the third the connection is closed.</summary>
    private async ValueTask<bool> VehicleLoginAsync(FrameHeader header, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        if (!header.IsVehicle || _session.VehicleLogsIn(header.Id) is not { } link)
        {
            _session.LoginFailed();
            LogLoginFailed(_connection.RemoteEndPoint, _session.FailedLogins);
            return _session.FailedLogins < MaxFailedLogins;
        }

        if (link.Kind == LinkKind.Terminal) _services.Connections.TerminalLoggedIn(header.Id, _connection);
        var (durable, seen) = await AddAsync(header, link, frame, cancellationToken);
        await AnswerAsync(durable, seen, AnswerFlag.Success, cancellationToken);
        return true;
    }

    private async ValueTask VehicleLogoutAsync(FrameHeader header, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        if (!header.IsVehicle || _session.ForFrameOf(header.Id) is not { } link)
        {
            await AnswerAsync(Task.CompletedTask, frame, AnswerFlag.Error, cancellationToken);
            return;
        }

        _session.VehicleLoggedOut(header.Id);
        _services.Connections.TerminalGone(header.Id, _connection);
        var (durable, seen) = await AddAsync(header, link, frame, cancellationToken);
        await AnswerAsync(durable, seen, AnswerFlag.Success, cancellationToken);
    }

    private async ValueTask ReportAsync(FrameHeader header, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
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

        var (durable, seen) = await AddAsync(header, link, frame, cancellationToken);
        if (FrameHeader.Read(seen).IsEncrypted)
            await AnswerAsync(durable, frame, header.Edition == Edition.V2025 ? AnswerFlag.DecryptionError : AnswerFlag.Error, cancellationToken);
        else if (link.Kind == LinkKind.Platform)
            await AnswerAsync(durable, seen, AnswerFlag.Success, cancellationToken);
    }

    /// <summary>Why a report must be refused; null to take it. An encrypted one is decrypted before it is refused: it may carry an alarm.</summary>
    private RefusalReason? Judge(FrameHeader header, LinkSession link, ReadOnlySequence<byte> frame)
    {
        if (_services.Admission.Judge(frame) is not { } reason) return null;
        return header.IsEncrypted ? _services.Admission.Judge(new ReadOnlySequence<byte>(_services.Examiner.Decrypt(link.Sender, header, frame))) : reason;
    }

    private ValueTask RefuseAsync(RefusalReason reason, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        _services.Counters.Refused(reason, _session.Sender);
        return AnswerAsync(Task.CompletedTask, frame, AnswerFlag.Error, cancellationToken);
    }

    /// <summary>A heartbeat or time request of a logged-in terminal shows that its vehicle is there, and is kept as that.</summary>
    private async ValueTask HeartbeatAsync(FrameHeader header, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        var durable = _session.Vehicles.TryGetValue(header.Id, out var link)
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
        var durable = await _services.Writer.AddAsync(kind, header.Id, link, payload, header.IsReport, cancellationToken);
        return (durable, examined?.Frame ?? frame);
    }

    private void WarnOfEncryptionUnset(FrameHeader header)
    {
        if (header.Encryption != Encryption.Unset || _hasWarned) return;
        _hasWarned = true;
        LogEncryptionUnset(header.Id, _connection.RemoteEndPoint);
    }

    private ValueTask AnswerAsync(Task durable, ReadOnlySequence<byte> frame, AnswerFlag flag, CancellationToken cancellationToken) =>
        _answers.AddAsync(durable, AnswerFrame.To(frame, flag, _services.Time.GetUtcNow()), cancellationToken);

    private void LogOutPlatform()
    {
        if (_session.Platform is null) return;
        _session.PlatformLoggedOut();
        _services.Connections.PlatformGone();
    }

    /// <summary>The connection is gone, and with it the links of the terminals on it.</summary>
    private async Task CloseAsync()
    {
        LogOutPlatform();
        foreach (var (vin, link) in _session.Vehicles)
        {
            _services.Connections.TerminalGone(vin, _connection);
            await _services.Writer.AddAsync(
                EntryKind.SessionClosed, vin, link, ReadOnlySequence<byte>.Empty, isReport: false, CancellationToken.None);
        }
    }
}
