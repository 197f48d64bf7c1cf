using SocketWarp.Cli;
using SocketWarp.Cli.Output;

return await WarpCommand.RunAsync(args, new Voice());
