namespace SocketWarp.Bench.Tunnels;

/// <summary>Keys and certificates for one run: ECDSA P-256, valid for two days.</summary>
internal static class OpenSsl
{
    private static readonly string[] NewKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

    public static Task SelfSignAsync(string subject, string keyFile, string certificateFile, CancellationToken cancellation) =>
        Programs.RunAsync("openssl", ["req", "-x509", .. NewKey, "-days", "2", "-subj", subject, "-keyout", keyFile, "-out", certificateFile], cancellation);

    /// <param name="name">Of the files NAME.key and NAME.crt in the folder, signed by its ca.key.</param>
    public static async Task IssueAsync(string folder, string name, string subject, string extensions, CancellationToken cancellation)
    {
        string In(string file) => Path.Combine(folder, file);
        await File.WriteAllTextAsync(In($"{name}.ext"), extensions, cancellation);
        await Programs.RunAsync("openssl", ["req", .. NewKey, "-subj", subject, "-keyout", In($"{name}.key"), "-out", In($"{name}.csr")], cancellation);
        await Programs.RunAsync(
            "openssl",
            [
                "x509",
                "-req",
                "-in",
                In($"{name}.csr"),
                "-CA",
                In("ca.crt"),
                "-CAkey",
                In("ca.key"),
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                In($"{name}.ext"),
                "-out",
                In($"{name}.crt"),
            ],
            cancellation
        );
    }
}
