// Shows how far an import is without loading the page again. Without it the page loads itself every few seconds.
for (const line of document.querySelectorAll("[data-live]")) {
  const told = new EventSource(line.dataset.live);
  told.onmessage = (event) => {
    line.textContent = event.data;
  };
  told.addEventListener("over", () => {
    told.close();
    location.reload();
  });
}
