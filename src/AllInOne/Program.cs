using SocketWarp.AllInOne;

return await AllInOneProgram.RunAsync(args);
