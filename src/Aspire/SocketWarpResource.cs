namespace Aspire.Hosting.ApplicationModel;

/// <summary>Gateway, connector, ControlApi and ScepServer of an AppHost: one process, <c>warp up</c>.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="program">The program <c>warp</c>.</param>
/// <param name="folder">The folder for certificates, tokens and stores; exists.</param>
public sealed class SocketWarpResource(string name, string program, string folder) : ExecutableResource(name, program, folder)
{
    /// <summary>The name of the endpoint that takes assignments.</summary>
    public const string ApiEndpointName = "api";

    /// <summary>The uid of the connector, which dials ports of this machine only.</summary>
    public const string Uid = "demo";

    /// <summary>The REST API.</summary>
    public EndpointReference Api => field ??= new EndpointReference(this, ApiEndpointName);

    /// <summary>The file with the API's admin token.</summary>
    public string TokenFile => Path.Combine(WorkingDirectory, "api", "admin.token");
}
