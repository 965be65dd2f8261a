using System.CommandLine;
using Twins.Simulator;
using Twins.Simulator.Link;

// Exit codes: 0 done, 1 failed, 2 usage, as everywhere in Twins.
var root = new RootCommand("Speaks GB/T 32960 as a fleet does, and reads what a fleet said.") { SimCommand.Create(TimeProvider.System), DecodeCommand.Create(), EncodeCommand.Create() };
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
    return Fail(2, $"{parsed.Errors[0].Message} Try --help.");
try
{
    // Exceptions come here, to be one sentence each; a stop by signal leaves time for logouts.
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
}
catch (UsageException e)
{
    return Fail(2, e.Message);
}
catch (LinkException e)
{
    return Fail(1, e.Message);
}

static int Fail(int code, string sentence)
{
    Console.Error.WriteLine(sentence);
    return code;
}
