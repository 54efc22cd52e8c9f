/** Version of the agent, as manifests name the least one that they need. The same as in package.json. */
export const AGENT_VERSION = '0.1.0';
