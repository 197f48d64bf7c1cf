using SocketWarp.Transport.Tests.Peers;
using Xunit.Runner.InProc.SystemConsole;

return args is [PeerProgram.Verb, ..] ? await PeerProgram.RunAsync(args[1..]) : await ConsoleRunner.Run(args);
