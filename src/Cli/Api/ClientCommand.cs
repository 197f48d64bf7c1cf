using System.CommandLine;
using SocketWarp.Cli.Output;

namespace SocketWarp.Cli.Api;

/// <summary>A command that calls a service: with the options for it, and with every failure told in the same way.</summary>
internal sealed class ClientCommand : Command
{
    private readonly ApiOptions _options;
    private readonly Voice _voice;

    /// <param name="service">Null: ControlApi.</param>
    public ClientCommand(Voice voice, string name, string description, Func<ClientContext, CancellationToken, Task<int>> run, ApiService? service = null)
        : base(name, description)
    {
        _options = new ApiOptions(service ?? ApiService.Control);
        _voice = voice;
        SetAction((parsed, cancellationToken) => RunAsync(parsed, run, cancellationToken));
    }

    /// <summary>Last, so that help shows a command's own options first.</summary>
    public ClientCommand WithApiOptions()
    {
        _options.AddTo(this);
        return this;
    }

    /// <exception cref="WarpException">when the options, variables or settings cannot be used.</exception>
    public ApiAccess FindApi(ParseResult parsed) => ApiAccess.Find(parsed, _options);

    /// <summary>The timeout of the command line; null without one.</summary>
    public TimeSpan? TimeoutOf(ParseResult parsed) => parsed.GetValue(_options.Timeout);

    private async Task<int> RunAsync(ParseResult parsed, Func<ClientContext, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        var json = parsed.GetValue(_options.Json);
        try
        {
            var access = FindApi(parsed);
            using var api = new ApiClient(access);
            return await run(new ClientContext(parsed, api, access.Address, _voice, json), cancellationToken);
        }
        catch (WarpException e)
        {
            if (json && e.Json is { } said) _voice.Data(said);
            _voice.Error(e.Message, e.Hint);
            return e.ExitCode;
        }
    }
}
