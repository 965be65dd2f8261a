using System.CommandLine;
using Twins.Silo;
using Twins.Silo.Backup;
using Twins.Silo.Hosting;

// Exit codes: 0 done, 1 failed, 2 usage or configuration.
var up = UpCommand.Create();
var root = new RootCommand("Twins: one live actor for every vehicle and battery pack of a city.")
{
    up, DoctorCommand.Create(), VerifyCommand.Create(), BackupCommand.CreateBackup(), BackupCommand.CreateRestore(), ReplayCommand.Create(), PasswordCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0) return Fail(2, $"{parsed.Errors[0].Message} Try --help.");
try
{
    var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };

    // A silo is given Fleet:StopSeconds, not the two seconds of other commands; its host answers the signals.
    if (parsed.CommandResult.Command == up) configuration.ProcessTerminationTimeout = null;
    return await parsed.InvokeAsync(configuration);
}
catch (ConfigurationException e)
{
    return Fail(2, e.Message);
}
catch (BackupException e)
{
    return Fail(1, e.Message);
}
catch (OperationCanceledException)
{
    return 0;
}

static int Fail(int code, string sentence)
{
    Console.Error.WriteLine(sentence);
    return code;
}
