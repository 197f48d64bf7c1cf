using System.Text.Json;

namespace SocketWarp.Bench.Load;

/// <summary>Results of a load, one line each, for <see cref="LoadProcess"/>.</summary>
internal static class LoadOutput
{
    public static void Print<T>(T result) => Console.WriteLine(JsonSerializer.Serialize(result));
}
