namespace HmisGateway.Management;

/// <summary>The feature of a connection that came in through the management listener.</summary>
internal interface IManagementConnection;
