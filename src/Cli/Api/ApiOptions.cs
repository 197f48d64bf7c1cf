using System.CommandLine;
using SocketWarp.Cli.Parsing;
using SocketWarp.Client;

namespace SocketWarp.Cli.Api;

/// <summary>The options that every command which calls a service has.</summary>
/// <param name="isTransfer">Of a command that moves as much as there is.</param>
internal sealed class ApiOptions(ApiService service, bool isTransfer)
{
    public ApiService Service => service;

    public Option<string?> Address { get; } =
        new(service.Option) { Description = $"URL of {service.Name} [{service.AddressVariable}; default: {service.DefaultAddress}]", HelpName = "URL" };

    public Option<string?> TokenFile { get; } =
        new("--token-file")
        {
            Description = $"file with the token [{service.TokenFileVariable}, or the token itself in {service.TokenVariable}]",
            HelpName = "FILE",
        };

    public Option<string?> CaFile { get; } =
        new("--ca-file")
        {
            Description = $"PEM file of the authority behind an https URL [{service.CaFileVariable}; default: the system's]",
            HelpName = "FILE",
        };

    public Option<TimeSpan?> Timeout { get; } =
        isTransfer
            ? Arguments.Duration("--timeout", "how long nothing may move", ApiClientOptions.DefaultTransferTimeout, TimeSpan.FromMilliseconds(1))
            : Arguments.Duration("--timeout", "how long a call may take", ApiClientOptions.DefaultCallTimeout, TimeSpan.FromMilliseconds(1));

    public Option<bool> Json { get; } = new("--json") { Description = "print what the API said, one JSON document" };

    public void AddTo(Command command)
    {
        command.Options.Add(Address);
        command.Options.Add(TokenFile);
        command.Options.Add(CaFile);
        command.Options.Add(Timeout);
        command.Options.Add(Json);
    }
}
