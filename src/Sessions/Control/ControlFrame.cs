using Google.Protobuf;
using SocketWarp.Protocol.Frames;

namespace SocketWarp.Sessions.Control;

/// <summary>One frame of a session's control stream.</summary>
/// <param name="Body">The message that <paramref name="Kind"/> says: a Hello, a Ping and so on.</param>
public readonly record struct ControlFrame(FrameKind Kind, IMessage Body);
