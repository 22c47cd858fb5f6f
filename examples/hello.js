console.log('Hello from Gyre', process.versions.gyre, process.argv.slice(2).join(' '));
