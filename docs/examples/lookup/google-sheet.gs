// In Google Sheets: Extensions › Apps Script. The sheet has a first row with the names of the columns, one of them
// "documento". Then Deploy › New deployment › Web app, access: anyone. The address is that of the lookup.
function doGet(e) {
  const [names, ...rows] = SpreadsheetApp.getActiveSpreadsheet().getSheets()[0].getDataRange().getDisplayValues();
  const at = names.indexOf('documento');
  const row = rows.find((cells) => cells[at] === e.parameter.documento);
  const fila = row ? Object.fromEntries(names.map((name, column) => [name, row[column]])) : null;
  return ContentService.createTextOutput(JSON.stringify({ fila })).setMimeType(ContentService.MimeType.JSON);
}
