using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Twins.RoundTrip;

[assembly: HostingStartup(typeof(AddRoundTrip))]

/// <summary>What <c>DOTNET_STARTUP_HOOKS</c> calls in a silo process that a test starts: the unchanged program then copies every call.</summary>
internal static class StartupHook
{
    /// <summary>Called before the program's own Main.</summary>
    public static void Initialize() =>
        Environment.SetEnvironmentVariable("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", typeof(StartupHook).Assembly.GetName().Name);
}

namespace Twins.RoundTrip
{
    /// <summary>Adds the filter to a web application's silo.</summary>
    internal sealed class AddRoundTrip : IHostingStartup
    {
        /// <inheritdoc/>
        public void Configure(IWebHostBuilder builder) =>
            builder.ConfigureServices(services => services.AddSingleton<IIncomingGrainCallFilter, JsonRoundTrip>());
    }
}
