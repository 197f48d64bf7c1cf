using System.Globalization;
using SocketWarp.AllInOne.SelfTest;

namespace SocketWarp.AllInOne.Endpoints;

/// <summary>What people read on standard output.</summary>
internal static class Banner
{
    public static void Write(TextWriter output, AllInOneEndpoints at)
    {
        var visitor = at.Visitor.Split(':');
        output.WriteLine(
            $"""
            SocketWarp is running (engine {at.Engine})
              demo     {at.Visitor} leads to {at.Target} behind connector "{at.Uid}"
              gateway  {at.Gateway} (QUIC)
              API      {at.Api}api/v1, token in {at.TokenFile}
              SCEP     {at.Scep}scep, token in {at.ScepTokenFile}

            try:
              curl http://{at.Visitor}/
              ncat {visitor[0]} {visitor[1]}
              curl -H "Authorization: Bearer $(cat {at.TokenFile})" {at.Api}api/v1/assignments
            publish a port of this machine, 22 for example, on 2222:
              curl -X PUT -H "Authorization: Bearer $(cat {at.TokenFile})" -H "Content-Type: application/json" \
                -d {Quote($$"""{"uid":"{{at.Uid}}","port":2222,"target":"127.0.0.1:22"}""")} {at.Api}api/v1/assignments
            enrol a connector of your own, "edge-7" for example:
              warp clients add edge-7 --scep {at.Scep} --token-file {at.ScepTokenFile} --secret-file edge-7.secret
              warp connector --Connector:Gateways {at.Gateway} --Connector:Targets {Quote("127.0.0.1:*")} \
                --Connector:Enrollment:Url {at.Scep}scep --Connector:Enrollment:CaFingerprint {at.CaFingerprint} \
                --Connector:Enrollment:Uid edge-7 --Connector:Enrollment:SecretPath edge-7.secret
            Ctrl-C ends it.
            """
        );
        output.Flush();
    }

    public static void Write(TextWriter output, string engine, TransferResult result)
    {
        var megabytes = result.Bytes >> 20;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"self-test: engine {engine}, {megabytes} MiB up at {result.UpGigabits:0.00} Gbit/s, {megabytes} MiB down at {result.DownGigabits:0.00} "
                    + $"Gbit/s, hashes agree"
            )
        );
        output.Flush();
    }

    private static string Quote(string text) => $"'{text}'";
}
