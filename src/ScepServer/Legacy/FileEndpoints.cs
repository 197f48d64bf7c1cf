using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Settings;
using SocketWarp.ServiceDefaults.Limits;
using SocketWarp.Web.Access;

namespace SocketWarp.ScepServer.Legacy;

/// <summary><c>/api/files</c> and <c>/api/download</c>: one folder, and nothing that a link in it leads out to.</summary>
internal static class FileEndpoints
{
    /// <summary>Files of a folder that are listed.</summary>
    private const int MaxListed = 10_000;

    private const uint DirectoryBit = 1u << 31;

    public static void MapFiles(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api").WithTags("files").RequireAuthorization(AccessPolicies.Viewer).WithMetadata(MessageErrors.Instance);
        group
            .MapGet("/files/{**path}", List)
            .WithName("listFiles")
            .WithSummary("The files of a folder")
            .Produces<IReadOnlyList<FileView>>()
            .Produces<MessageBody>(404);
        group
            .MapGet("/download/{**path}", Download)
            .WithName("download")
            .WithSummary("A file")
            .Produces(200, contentType: "application/octet-stream")
            .Produces<MessageBody>(404)
            .Produces<MessageBody>(503);
    }

    private static Results<Ok<IReadOnlyList<FileView>>, JsonHttpResult<MessageBody>> List(IOptions<ScepSettings> settings, string? path = null)
    {
        if (Resolve(settings.Value.DownloadPath, path) is not DirectoryInfo folder)
            return NotFound();
        IReadOnlyList<FileView> files = [.. folder.EnumerateFileSystemInfos().Take(MaxListed).OrderBy(f => f.Name, StringComparer.Ordinal).Select(View)];
        return TypedResults.Ok(files);
    }

    private static Results<PhysicalFileHttpResult, JsonHttpResult<MessageBody>> Download(IOptions<ScepSettings> settings, string? path = null)
    {
        // One connection may ask for a hundred files at once.
        if (!ProcessDescriptors.HaveRoom)
            return TypedResults.Json(
                new MessageBody("Too many files and connections are open: try again later"),
                statusCode: StatusCodes.Status503ServiceUnavailable
            );
        return Resolve(settings.Value.DownloadPath, path) is FileInfo file
            ? TypedResults.PhysicalFile(file.FullName, "application/octet-stream", file.Name)
            : NotFound();
    }

    /// <returns>Null when there is nothing that may be seen.</returns>
    private static FileSystemInfo? Resolve(string root, string? path)
    {
        FileSystemInfo at = new DirectoryInfo(Path.GetFullPath(root));
        if (!at.Exists)
            return null;
        foreach (var part in (path ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            // Checked part by part, as a path that is normalized first has forgotten where it went.
            if (part is "." or ".." || part.AsSpan().IndexOfAny('\\', '\0', ':') >= 0)
                return null;
            var next = Path.Combine(at.FullName, part);
            at = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (!at.Exists || at.LinkTarget is not null)
                return null;
        }

        return at;
    }

    private static FileView View(FileSystemInfo file)
    {
        var isFolder = file is DirectoryInfo;
        var mode = OperatingSystem.IsWindows() ? 0u : (uint)file.UnixFileMode;
        return new FileView(file.Name, (file as FileInfo)?.Length ?? 0, isFolder ? mode | DirectoryBit : mode, file.LastWriteTimeUtc, isFolder);
    }

    private static JsonHttpResult<MessageBody> NotFound() =>
        TypedResults.Json(new MessageBody("There is no such file"), statusCode: StatusCodes.Status404NotFound);
}
