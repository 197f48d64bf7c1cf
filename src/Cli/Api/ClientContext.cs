using System.CommandLine;
using SocketWarp.Cli.Output;

namespace SocketWarp.Cli.Api;

/// <summary>What a command that calls the API works with.</summary>
/// <param name="Json">Whether the API's own words are wanted.</param>
internal sealed record ClientContext(ParseResult Parsed, ApiClient Api, Uri Address, Voice Voice, bool Json);
