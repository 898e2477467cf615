"""The desk: server-rendered pages from which a person plays buyer, adviser and the seller on the site."""
