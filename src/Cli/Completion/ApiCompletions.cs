using System.CommandLine.Completions;
using SocketWarp.Cli.Api;
using SocketWarp.Client;

namespace SocketWarp.Cli.Completion;

/// <summary>Words from the API for the shell. Silent and quick: a shell must not hang or show errors because the API is away.</summary>
internal static class ApiCompletions
{
    /// <summary>The timeout where the command line has no <c>--timeout</c>.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static IEnumerable<CompletionItem> Uids(CompletionContext context) =>
        Read(
            context,
            async (service, cancellationToken) =>
            {
                var connectors = await ((ControlClient)service).ListConnectorsAsync(cancellationToken);
                var assignments = await ((ControlClient)service).ListAssignmentsAsync(cancellationToken);
                return connectors.Select(c => c.Uid).Concat(assignments.Select(a => a.Uid));
            }
        );

    public static IEnumerable<CompletionItem> Ports(CompletionContext context) =>
        Read(
            context,
            async (service, cancellationToken) =>
            {
                var assignments = await ((ControlClient)service).ListAssignmentsAsync(cancellationToken);
                return assignments.Select(a => a.Port == 0 ? a.Id : $"{a.Port}");
            }
        );

    /// <summary>The uids that a ScepServer knows.</summary>
    public static IEnumerable<CompletionItem> Clients(CompletionContext context) =>
        Read(
            context,
            async (service, cancellationToken) =>
            {
                var clients = await ((ScepAdminClient)service).ListClientsAsync(cancellationToken);
                return clients.Select(c => c.Uid);
            }
        );

    private static IEnumerable<CompletionItem> Read(CompletionContext context, Func<ServiceClient, CancellationToken, Task<IEnumerable<string>>> ask)
    {
        var isOption = context.WordToComplete.StartsWith('-');
        if (isOption || context.ParseResult.CommandResult.Command is not ClientCommand command)
            return [];
        try
        {
            using var limit = new CancellationTokenSource(command.TimeoutOf(context.ParseResult) ?? Limit);
            using var service = command.FindApi(context.ParseResult).Connect();
            // The parser asks for words synchronously; there is no other work that this could keep waiting.
            var words = Task.Run(() => ask(service, limit.Token)).GetAwaiter().GetResult();
            return [.. words.Distinct().Order(StringComparer.Ordinal).Select(w => new CompletionItem(w))];
        }
        catch (Exception e) when (e is WarpException or ApiException or OperationCanceledException)
        {
            return [];
        }
    }
}
