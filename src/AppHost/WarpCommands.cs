using System.Globalization;

namespace SocketWarp.AppHost;

/// <summary>What <c>warp</c> does for the composition: once at its start, and as commands in the dashboard.</summary>
/// <param name="program">The file of <c>warp</c>.</param>
/// <param name="folder">Has the tokens.</param>
internal sealed class WarpCommands(string program, RunFolder folder)
{
    /// <summary>Makes a client of the ScepServer, and its one-time secret.</summary>
    public IResourceBuilder<ExecutableResource> AddClient(IResourceBuilder<ProjectResource> scep, string uid, params IEnumerable<string> attributes) =>
        scep
            .ApplicationBuilder.AddExecutable($"enrol-{uid}", program, folder.Path, ["clients", "add", uid, "--secret-file", folder.PathOf($"{uid}.secret")])
            .WithArgs([.. attributes.SelectMany(a => new[] { "--attribute", a })])
            .WithArgs("--token-file", folder.TokenOf(RunFolder.Scep, "admin"), "--scep", scep.GetEndpoint("http"))
            .WithParentRelationship(scep)
            .WaitFor(scep);

    /// <summary>Publishes a target.</summary>
    public IResourceBuilder<ExecutableResource> AddAssignment(IResourceBuilder<ProjectResource> api, string uid, string target, int port) =>
        api
            .ApplicationBuilder.AddExecutable("publish", program, folder.Path, ["open", uid, target, "--port", Text(port), "--id", uid, "--wait", "30s"])
            .WithArgs("--token-file", folder.TokenOf(RunFolder.Api, "admin"), "--api", api.GetEndpoint("http"))
            .WithParentRelationship(api);

    /// <summary>Commands of ControlApi.</summary>
    /// <param name="api">ControlApi.</param>
    /// <param name="uid">The connector that is proposed.</param>
    public void AddAssignmentCommands(IResourceBuilder<ProjectResource> api, string uid)
    {
        Add(
            api,
            "publish-port",
            "Publish a port",
            "CloudAdd",
            "Publishes a target behind a connector on a port of the gateway.",
            [Input("uid", "Connector", uid), Input("target", "Target", "127.0.0.1:22"), Input("port", "Port", "2222")],
            given => ["open", given("uid"), given("target"), "--port", given("port")],
            "--api",
            RunFolder.Api
        );
        Add(
            api,
            "close-port",
            "Close a port",
            "CloudDismiss",
            "Takes a port away; tunnels that are open go on.",
            [Input("port", "Port or id", "2222")],
            given => ["close", given("port")],
            "--api",
            RunFolder.Api
        );
    }

    /// <summary>Commands of the ScepServer.</summary>
    public void AddClientCommands(IResourceBuilder<ProjectResource> scep)
    {
        Add(
            scep,
            "enrol-client",
            "Enrol a client",
            "PersonAdd",
            "Adds a client, and shows its one-time secret.",
            [Input("uid", "Client", "edge-7")],
            given => ["clients", "add", given("uid")],
            "--scep",
            RunFolder.Scep
        );
        Add(
            scep,
            "revoke-client",
            "Revoke a client",
            "PersonDelete",
            "Ends a client's certificates, secret and sessions, at once.",
            [Input("uid", "Client", "edge-7")],
            given => ["clients", "revoke", given("uid")],
            "--scep",
            RunFolder.Scep
        );
    }

    private void Add(
        IResourceBuilder<ProjectResource> service,
        string name,
        string title,
        string icon,
        string description,
        IReadOnlyList<InteractionInput> inputs,
        Func<Func<string, string>, string[]> arguments,
        string addressOption,
        string tokens
    ) =>
        service.WithProcessCommand(
            name,
            title,
            async context => new ProcessCommandSpec(program)
            {
                Arguments =
                [
                    .. arguments(input => context.Arguments.GetString(input) ?? ""),
                    "--token-file",
                    folder.TokenOf(tokens, "admin"),
                    addressOption,
                    await service.GetEndpoint("http").GetValueAsync(context.CancellationToken) ?? "",
                ],
                WorkingDirectory = folder.Path,
            },
            new ProcessCommandOptions
            {
                Description = description,
                IconName = icon,
                Arguments = inputs,
                UpdateState = context =>
                    context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            }
        );

    private static InteractionInput Input(string name, string label, string value) =>
        new()
        {
            Name = name,
            Label = label,
            InputType = InputType.Text,
            Required = true,
            Value = value,
        };

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
