// The room's page comes here.
