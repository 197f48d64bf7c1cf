using System.CommandLine;
using System.Text;
using SocketWarp.Cli.Output;
using SocketWarp.Client;

namespace SocketWarp.Cli.Api;

/// <summary>A command that calls a service: with the options for it, and with every failure told in the same way.</summary>
internal sealed class ClientCommand : Command
{
    private readonly ApiOptions _options;
    private readonly Voice _voice;

    /// <param name="service">Null: ControlApi.</param>
    /// <param name="isTransfer">It moves as much as there is.</param>
    public ClientCommand(
        Voice voice,
        string name,
        string description,
        Func<ClientContext, CancellationToken, Task<int>> run,
        ApiService? service = null,
        bool isTransfer = false
    )
        : base(name, description)
    {
        _options = new ApiOptions(service ?? ApiService.Control, isTransfer);
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
            return await RunAsync(FindApi(parsed), parsed, json, run, cancellationToken);
        }
        catch (WarpException e)
        {
            _voice.Error(e.Message, e.Hint);
            return e.ExitCode;
        }
    }

    private async Task<int> RunAsync(
        ApiAccess access,
        ParseResult parsed,
        bool json,
        Func<ClientContext, CancellationToken, Task<int>> run,
        CancellationToken cancellationToken
    )
    {
        var said = "";
        using var client = access.Connect(answer => said = Encoding.UTF8.GetString(answer.Span));
        try
        {
            return await run(new ClientContext(parsed, client, access.Address, _voice, json, () => said), cancellationToken);
        }
        catch (ApiException e)
        {
            if (json && e.Failure == ApiFailure.Refused)
                _voice.Data(said);
            throw ApiErrors.Of(e, access);
        }
    }
}
