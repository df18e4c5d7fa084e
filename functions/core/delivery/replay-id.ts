// Names in the error log, and of what is made from it. What a replay is called: the delivery's id and a number of its own. SQS would swallow the id that it saw in the last
// 5 minutes, and whoever reads the log or the statistics can tell the two apart.

export const replayId = (deliveryId: string, number: number): string => `${deliveryId}#r${number}`;

export const isReplay = (deliveryId: string): boolean => /#r\d+$/.test(deliveryId);

/** Of the entry for a decision that could not be brought to Treble; one for the delivery itself has its bare id. */
export const updateEntryId = (deliveryId: string): string => `${deliveryId}#update`;

export const isUpdateEntry = (id: string): boolean => id.endsWith('#update');
