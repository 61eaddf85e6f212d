document.body.textContent = "Regulars";
