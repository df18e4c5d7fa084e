// What a dashboard shows whoever sets the widget up: it asks with `{"describe":true}` and takes Markdown.

export const DESCRIPTION = `## Acuse console

Sources and destinations of the last 30 minutes, open waits, paused destinations and the error log of this
deployment. It takes no parameters, follows the dashboard's theme and time zone, and only reads.

Its buttons call the operate function, so they work for whoever may invoke that function too.
`;
