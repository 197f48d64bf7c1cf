using SocketWarp.Client;

namespace SocketWarp.Cli.Api;

/// <summary>A service that commands call, and by which words people name it. Each has tokens of its own, which the other is not to see.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Option">Of its address.</param>
/// <param name="AddressVariable">The same as a variable.</param>
/// <param name="Prefix">Of its other variables.</param>
/// <param name="Settings">Its part of the user's settings file.</param>
/// <param name="Connect">Makes its client.</param>
internal sealed record ApiService(
    string Name,
    string Option,
    string AddressVariable,
    string Prefix,
    string DefaultAddress,
    Func<UserSettings, ServiceSettings> Settings,
    Func<ApiClientOptions, ServiceClient> Connect
)
{
    public static ApiService Control { get; } =
        new("the API", "--api", "WARP_API", "WARP_", "http://127.0.0.1:8080", s => s, options => new ControlClient(options));

    public static ApiService Scep { get; } =
        new(
            "the ScepServer",
            "--scep",
            "WARP_SCEP",
            "WARP_SCEP_",
            "http://127.0.0.1:3000",
            s => s.Scep ?? new ServiceSettings(),
            options => new ScepAdminClient(options)
        );

    public string TokenVariable => Prefix + "TOKEN";

    public string TokenFileVariable => Prefix + "TOKEN_FILE";

    public string CaFileVariable => Prefix + "CA_FILE";

    public string FirstToken => $"{Name} wrote admin.token to its state directory at its first start";
}
