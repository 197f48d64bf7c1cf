using System.Text.Json;
using Google.Protobuf;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Tests.Support;

namespace SocketWarp.Protocol.Tests.Frames;

/// <summary>A case of Vectors/frames.json.</summary>
public sealed record FrameCase(string Name, int Limit, string Hex, string Result, string? Kind, int? Consumed, JsonElement? Message, bool? Canonical)
{
    internal static FrameCase[] All { get; } = Vectors.Read<FrameCase>("frames.json");

    internal byte[] Bytes => Vectors.Hex(Hex);

    internal FrameKind ExpectedKind => Enum.Parse<FrameKind>(Kind!);

    internal FrameStatus Status =>
        Result switch
        {
            "complete" => FrameStatus.Complete,
            "incomplete" => FrameStatus.Incomplete,
            "unknown-kind" => FrameStatus.UnknownKind,
            "too-long" => FrameStatus.TooLong,
            "malformed" => FrameStatus.Malformed,
            _ => throw new InvalidDataException($"{Name}: result {Result}"),
        };

    /// <summary>The message that the case expects, read by protobuf's own JSON parser.</summary>
    internal IMessage ExpectedMessage
    {
        get
        {
            var descriptor = FrameBody.Parse(ExpectedKind, default).Descriptor;
            return JsonParser.Default.Parse(Message!.Value.GetRawText(), descriptor);
        }
    }

    public override string ToString() => Name;
}
