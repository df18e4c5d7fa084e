// What a replay is called: the delivery's id and a number of its own. SQS would swallow the id that it saw in the last
// 5 minutes, and whoever reads the log or the statistics can tell the two apart.

export const replayId = (deliveryId: string, number: number): string => `${deliveryId}#r${number}`;

export const isReplay = (deliveryId: string): boolean => /#r\d+$/.test(deliveryId);
