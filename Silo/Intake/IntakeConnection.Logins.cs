using System.Buffers;
using System.Text;
using Twins.Grains.Partitions;
using Twins.Protocols.Gbt32960;

namespace Twins.Silo.Intake;

/// <summary>Who a connection is, and whose vehicles it carries.</summary>
internal sealed partial class IntakeConnection
{
    private async ValueTask<bool> PlatformLoginAsync(FrameHeader header, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        if (Credentials(header, frame) is var (user, password) && await _services.Accounts.FindPlatformAsync(user, password, cancellationToken) is { } account)
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

    private (string User, string Password)? Credentials(FrameHeader header, ReadOnlySequence<byte> frame) =>
        FrameView.TryCreate(_services.Examiner.Decrypt(header.Id, header, frame), out var view) && PlatformLogin.TryRead(view, out var login, out _)
            ? (login.UserName, Encoding.UTF8.GetString(login.Password))
            : null;

    /// <summary>
    /// A login that nobody may make, or that has no time because it is none or cannot be decrypted, is no login: a terminal's is ignored (Annex B), and the third closes the connection.
    /// What only lacks the lists behind it lets a vehicle in, whose alarms matter more than its ICCID; a platform hears what is wrong.
    /// </summary>
    private async ValueTask<bool> VehicleLoginAsync(FrameHeader header, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        var flag = _session.Platform is null && !_session.MayLogIn(header.Id)
            ? AnswerFlag.Error
            : FrameStructure.OfLogin(_services.Examiner.Decrypt(_session.Platform?.Sender ?? header.Id, header, frame));
        var isLogin = header.IsVehicle && flag is AnswerFlag.Success or AnswerFlag.StructureError && !_services.Admission.MustSpareDisk;
        if (!isLogin || _session.VehicleLogsIn(header.Id) is not { } link)
        {
            _session.LoginFailed();
            LogLoginFailed(_connection.RemoteEndPoint, _session.FailedLogins);
            if (_session.Platform is null) return _session.FailedLogins < MaxFailedLogins;
            await AnswerAsync(Task.CompletedTask, frame, flag == AnswerFlag.Success ? AnswerFlag.Error : flag, cancellationToken);
            return true;
        }

        Own(header.Id, link);
        var (durable, seen) = await AddAsync(header, link, frame, cancellationToken);
        await AnswerAsync(durable, seen, link.Kind == LinkKind.Terminal ? AnswerFlag.Success : flag, cancellationToken);
        return true;
    }

    private async ValueTask VehicleLogoutAsync(FrameHeader header, ReadOnlySequence<byte> frame, CancellationToken cancellationToken)
    {
        GiveUpWhatWasTaken(header.Id);
        if (!header.IsVehicle || _session.ForFrameOf(header.Id) is not { } link || _services.Admission.MustSpareDisk)
        {
            await AnswerAsync(Task.CompletedTask, frame, AnswerFlag.Error, cancellationToken);
            return;
        }

        _session.VehicleLoggedOut(header.Id);
        _services.Connections.TerminalGone(header.Id, _connection);
        var (durable, seen) = await AddAsync(header, link, frame, cancellationToken);
        await AnswerAsync(durable, seen, AnswerFlag.Success, cancellationToken);
    }

    /// <summary>Whether there was one.</summary>
    private bool LogOutPlatform()
    {
        if (_session.Platform is null) return false;
        _session.PlatformLoggedOut();
        _services.Connections.PlatformGone();
        return true;
    }

    /// <summary>A terminal's vehicle belongs to the connection over which it was heard last.</summary>
    private void Own(string vin, LinkSession link)
    {
        if (link.Kind != LinkKind.Terminal) return;
        _session.Carries(vin, link);
        _services.Connections.TerminalHeard(vin, _connection);
    }

    /// <summary>What another connection has taken over is no longer this one's.</summary>
    private void GiveUpWhatWasTaken(string vin)
    {
        if (_session.Vehicles.ContainsKey(vin) && !_services.Connections.Holds(vin, _connection)) _session.VehicleLoggedOut(vin);
    }
}
