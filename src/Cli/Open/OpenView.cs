using SocketWarp.Cli.Api;
using SocketWarp.Cli.Output;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Open;

/// <summary>Says what became of an opened port.</summary>
internal static class OpenView
{
    /// <returns>The exit code.</returns>
    public static int Show(ClientContext context, AssignmentView assignment)
    {
        context.Voice.Data(context.Json ? context.Said() : $"{assignment.Port} {Words.Name(assignment.State)}");
        var name = assignment.Port == 0 ? assignment.Id : $"{assignment.Port}";
        switch (assignment.State)
        {
            case AssignmentStatus.Listening:
                return ExitCode.Done;
            case AssignmentStatus.Waiting:
                context.Voice.Warning(
                    $"no connector with uid \"{assignment.Uid}\" has a session with gateway \"{assignment.Gateway}\"",
                    $"the port serves visitors once it has; \"warp status {assignment.Uid}\" shows it"
                );
                return ExitCode.NotListening;
            case AssignmentStatus.Pending:
                context.Voice.Warning(
                    assignment.Reason ?? "the gateway has not answered yet",
                    $"the assignment is recorded; \"warp status {name}\" shows what becomes of it"
                );
                return ExitCode.NotListening;
            default:
                context.Voice.Error(
                    assignment.Reason ?? "the gateway cannot open the port and gives no reason",
                    $"the gateway goes on trying; \"warp close {name}\" ends that"
                );
                return ExitCode.PortFailed;
        }
    }
}
