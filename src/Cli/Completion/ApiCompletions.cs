using System.CommandLine.Completions;
using SocketWarp.Cli.Api;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Completion;

/// <summary>Words from the API for the shell. Silent and quick: a shell must not hang or show errors because the API is away.</summary>
internal static class ApiCompletions
{
    /// <summary>The timeout where the command line has no <c>--timeout</c>.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static IEnumerable<CompletionItem> Uids(CompletionContext context) => Read(context, async (api, cancellationToken) =>
    {
        var connectors = await api.GetAsync(RestRoutes.Connectors, RestJson.Default.IReadOnlyListConnectorView, cancellationToken);
        var assignments = await api.GetAsync(RestRoutes.Assignments, RestJson.Default.IReadOnlyListAssignmentView, cancellationToken);
        return connectors.Value.Select(c => c.Uid).Concat(assignments.Value.Select(a => a.Uid));
    });

    public static IEnumerable<CompletionItem> Ports(CompletionContext context) => Read(context, async (api, cancellationToken) =>
    {
        var assignments = await api.GetAsync(RestRoutes.Assignments, RestJson.Default.IReadOnlyListAssignmentView, cancellationToken);
        return assignments.Value.Select(a => a.Port == 0 ? a.Id : $"{a.Port}");
    });

    /// <summary>Completes the uids of a ScepServer's clients.</summary>
    public static IEnumerable<CompletionItem> Clients(CompletionContext context) => Read(context, async (api, cancellationToken) =>
    {
        var clients = await api.GetAsync(RestRoutes.Clients, RestJson.Default.IReadOnlyListScepClientView, cancellationToken);
        return clients.Value.Select(c => c.Uid);
    });

    private static IEnumerable<CompletionItem> Read(CompletionContext context, Func<ApiClient, CancellationToken, Task<IEnumerable<string>>> ask)
    {
        var isOption = context.WordToComplete.StartsWith('-');
        if (isOption || context.ParseResult.CommandResult.Command is not ClientCommand command) return [];
        try
        {
            using var limit = new CancellationTokenSource(command.TimeoutOf(context.ParseResult) ?? Limit);
            using var api = new ApiClient(command.FindApi(context.ParseResult));
            // The parser asks for words synchronously; there is no other work that this could keep waiting.
            var words = Task.Run(() => ask(api, limit.Token)).GetAwaiter().GetResult();
            return [.. words.Distinct().Order(StringComparer.Ordinal).Select(w => new CompletionItem(w))];
        }
        catch (Exception e) when (e is WarpException or OperationCanceledException)
        {
            return [];
        }
    }
}
