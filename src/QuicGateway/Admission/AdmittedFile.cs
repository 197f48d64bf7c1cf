using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Base.State;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>Certificates that were admitted lately, on disk: a gateway that is restarted while the verify service is away knows them again.</summary>
internal sealed partial class AdmittedFile([FromKeyedServices(GatewaySettings.Section)] StateDirectory state, ILogger<AdmittedFile> logger)
{
    public const string FileName = "admitted.json";

    private bool _failing;

    /// <summary>Reads the file; one that cannot be read counts as missing, because the verify service has the truth.</summary>
    public IReadOnlyList<AdmittedCertificate> Load()
    {
        var path = state.File(FileName);
        try
        {
            if (!File.Exists(path))
                return [];
            var content = JsonSerializer.Deserialize(File.ReadAllText(path), AdmittedFileJson.Default.AdmittedFileContent);
            return content is { Format: AdmittedFileContent.CurrentFormat, Certificates: not null } && !content.Certificates.Contains(null!)
                ? content.Certificates
                : throw new JsonException("it has another format");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            Log.Unreadable(logger, path, e.Message);
            return [];
        }
    }

    /// <summary>A failure is only logged, and once: a full disk would say so at every change.</summary>
    public void Save(IReadOnlyList<AdmittedCertificate> certificates)
    {
        try
        {
            PrivateFiles.Replace(
                state.File(FileName),
                JsonSerializer.SerializeToUtf8Bytes(
                    new AdmittedFileContent(AdmittedFileContent.CurrentFormat, certificates),
                    AdmittedFileJson.Default.AdmittedFileContent
                )
            );
            if (_failing)
                Log.SavedAgain(logger, state.File(FileName));
            _failing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_failing)
                Log.NotSaved(logger, state.File(FileName), e.Message);
            _failing = true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "The admitted certificates in {Path} cannot be read ({Reason}): while the verify service is away, nobody is known",
            EventName = "AdmittedUnreadable"
        )]
        public static partial void Unreadable(ILogger logger, string path, string reason);

        [LoggerMessage(2, LogLevel.Warning, "The admitted certificates cannot be written to {Path}: {Reason}", EventName = "AdmittedNotSaved")]
        public static partial void NotSaved(ILogger logger, string path, string reason);

        [LoggerMessage(3, LogLevel.Information, "The admitted certificates are written to {Path} again", EventName = "AdmittedSavedAgain")]
        public static partial void SavedAgain(ILogger logger, string path);
    }
}
