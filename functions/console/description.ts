// The description that a dashboard shows during setup: it sends `{"describe":true}` and expects Markdown.

export const DESCRIPTION = `## Acuse console

Sources and destinations of the last 30 minutes, open waits, paused destinations and the error log of this
deployment. It has no parameters, uses the theme and time zone of the dashboard, and only reads.

Its buttons call the operate function, so they need the permission to invoke that function.
`;
