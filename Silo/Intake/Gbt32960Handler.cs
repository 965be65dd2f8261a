using Microsoft.AspNetCore.Connections;

namespace Twins.Silo.Intake;

/// <summary>Kestrel's side of the GB/T 32960 intake: one <see cref="IntakeConnection"/> a connection.</summary>
internal sealed class Gbt32960Handler(IntakeServices services) : ConnectionHandler
{
    public override Task OnConnectedAsync(ConnectionContext connection) => new IntakeConnection(connection, services).RunAsync();
}
